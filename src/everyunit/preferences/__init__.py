"""How the company wants the program to behave, where there is more than one good way."""
