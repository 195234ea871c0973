"""STAG practitioners, their invitations and addresses."""
