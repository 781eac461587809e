"""When the chapters run again."""
