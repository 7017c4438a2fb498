// The report is a page to print; with this, one click does.
import './report.css';
import './print';
