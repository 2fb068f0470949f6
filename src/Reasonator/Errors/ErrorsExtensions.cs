namespace Reasonator.Errors;

internal static class ErrorsExtensions
{
    public static void UseErrors(this WebApplication app) => app.UseMiddleware<ErrorMiddleware>();
}
