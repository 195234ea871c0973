"""The e-mail channel: broadcasts by a mail server of the partnership's."""
