// Sheets to print; the button is the report's.
import './sheets.css';
import '../report/print';
