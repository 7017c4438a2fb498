// The report's styles, and its button to print.
import './report.css';
import './print';
