// The styles of the pages that only the server writes. They are no part of the voter's, which every phone loads.
import './pages.css';
import './questions.css';
