"""What the assistant can be asked to do, one module a job."""
