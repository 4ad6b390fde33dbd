"""What programs ask of the server: REST under `/api`, OpenAI's protocol under `/v1`, and MCP at `/mcp`."""
