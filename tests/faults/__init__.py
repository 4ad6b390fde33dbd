"""What happens to a data directory when something goes wrong: kills, a full disk, rights, damaged files.

Every command runs in a process of its own, so that it can be killed, and meet the limits of the system.
"""
