"""A made-up partnership with a year behind it, filled in through the doors that real people use."""
