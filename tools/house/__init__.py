"""The house: set-up, running and testing of Jiaohao. Standard library only."""
