// In this order: the core counts the page as soon as it runs, and by then its transport must be in place.
import "./websocket.ts";
import "./millrace.ts";
