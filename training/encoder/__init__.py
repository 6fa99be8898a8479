"""What makes models/encoder-sv from public text."""
