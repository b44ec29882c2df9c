"""Speed, measured by rounds beside a constant route and beside other ways of doing the same (``make bench``)."""
