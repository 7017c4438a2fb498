// The styles of the sheets, and the report's button to print.
import './sheets.css';
import '../report/print';
