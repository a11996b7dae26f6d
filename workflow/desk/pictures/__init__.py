"""The machines as pictures, of no case and of one."""
