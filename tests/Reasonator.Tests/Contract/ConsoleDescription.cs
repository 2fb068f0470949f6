using Microsoft.OpenApi;

namespace Reasonator.Tests.Contract;

/// <summary>The queries of the routes that the operator page asks, which their handlers read by themselves.</summary>
internal static class ConsoleDescription
{
    public static void AddToWatch(OpenApiOperation operation)
    {
        operation.Parameters = [Query("count", "The stream ends after so many lines; without it when the caller goes, its token is taken back, or the service stops.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" })];
        ((OpenApiResponse)operation.Responses!["429"]).Description = "Sixteen callers watch this process already.";
    }

    public static void AddToDrift(OpenApiOperation operation) => operation.Parameters =
    [
        Query("day", "A day (UTC), not one to come; today where it is left out.", Date()),
        Query("against", "The day that it is compared with; the one before it where it is left out.", Date()),
    ];

    private static OpenApiSchema Date() => new() { Type = JsonSchemaType.String, Format = "date" };

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
}
