"""Rules that join defects and outages: the burst nobody recorded, the outage that explains a defect."""
