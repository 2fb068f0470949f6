namespace Reasonator.Security;

/// <summary>Whose token a request carries; among its features once it has been let in.</summary>
internal sealed record Caller(string Name)
{
    public static readonly Caller Service = new("service");
    public static readonly Caller Operator = new("operator");
}
