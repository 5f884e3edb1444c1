closeAllConnections()
