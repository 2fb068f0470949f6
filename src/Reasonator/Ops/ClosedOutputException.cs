namespace Reasonator.Ops;

/// <summary>Nobody reads the results any more, as behind <c>| head -1</c>: nothing is wrong, and nothing is left to do.</summary>
internal sealed class ClosedOutputException() : Exception("Standard output was closed.");
