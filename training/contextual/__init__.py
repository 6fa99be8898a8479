"""What makes a small contextual Swedish sentence encoder from public text, on one GPU."""
