"""How briefs leave the house: mail, feeds, a static site, chat targets, and the clock that sends them."""
