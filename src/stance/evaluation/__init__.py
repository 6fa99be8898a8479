"""How good the program is: on labelled pairs, and on documents with gold."""
