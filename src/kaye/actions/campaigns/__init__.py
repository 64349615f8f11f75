"""Messages to many (inbox C58): drafted, started, sent little by little by the worker, stopped, counted."""
