"""What tests share: the real service as a process, servers that misbehave, blocks of code in documents."""
