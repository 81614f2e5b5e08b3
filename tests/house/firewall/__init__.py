"""What the differential test of the firewall is made of: hidden lives, and walks through what somebody is told."""
