"""What programs may ask of the room and what they are told: the contract as data, its doors, its docs."""
