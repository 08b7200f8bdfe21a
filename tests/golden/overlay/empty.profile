liosh: 1
loopback: {}
