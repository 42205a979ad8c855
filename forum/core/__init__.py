"""The kernel: configuration, database, language, web safety. It knows no feature."""
