//! The vocabulary of riskgate: ids, records, filters, pages, and the two pure rules (fold and Defender table).
