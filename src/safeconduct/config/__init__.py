"""Settings, urls, menu and start-up: the only place that lists the rooms."""
