"""What ./heard does before there is an environment: standard library only, readable by Python 3.9."""
