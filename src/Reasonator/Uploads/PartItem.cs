namespace Reasonator.Uploads;

/// <summary>An item of a part.</summary>
/// <param name="Id">What its result is called.</param>
/// <param name="IsEmpty">Whether it has no text: the service is not asked, and its result says so.</param>
internal readonly record struct PartItem(string Id, bool IsEmpty);
