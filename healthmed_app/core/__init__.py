"""What every feature stands on: time, ids, errors, texts, formats, access and sealing. It knows no feature."""
