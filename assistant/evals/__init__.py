"""What `assistant eval` runs: measurements that anybody can repeat on a set of their own."""
