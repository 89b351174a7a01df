//! Open connections: to which one a packet belongs, and where in its stream the next PDU begins.
