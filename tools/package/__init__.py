"""What goes to AWS: the functions' zip, the plan of the site's upload, the stack's template."""
