"""Projects from assessment to retirement: phases, requirements, people of the vendor, trace."""
