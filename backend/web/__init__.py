"""What every request passes: guards, the strict JSON loader, one error shape, headers."""
