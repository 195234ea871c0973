"""The backend: a folder per noun, endpoints -> service -> repository -> tables."""
