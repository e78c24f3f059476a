"""HTTPS on the local network: a phone needs it for the camera and the service worker, and no public name is at hand."""
