"""Sets the documents of the corpus as PDF and DOCX, as offices do."""
