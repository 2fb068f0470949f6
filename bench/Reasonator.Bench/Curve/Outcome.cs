namespace Reasonator.Bench.Curve;

/// <summary>One answer of the service under an open loop.</summary>
/// <param name="SentAt">Seconds since the load began.</param>
/// <param name="Try">1 for a new request, 2 for the first retry of a caller who obeys.</param>
/// <param name="Status">HTTP's, 0 where there was no answer.</param>
/// <param name="Milliseconds">As the caller sees it.</param>
internal readonly record struct Outcome(double SentAt, int Try, int Status, double Milliseconds);
