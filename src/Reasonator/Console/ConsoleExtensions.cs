using Reasonator.Batches;
using Reasonator.Security;

// Not Reasonator.Console: everywhere in this program the name Console would mean this folder.
namespace Reasonator.OperatorConsole;

/// <summary>The operator page, and the stream that keeps it live.</summary>
internal static class ConsoleExtensions
{
    public static void AddConsole(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SnapshotSource>();
        builder.Services.AddSingleton<WatchStream>();
    }

    public static void MapConsole(this WebApplication app)
    {
        foreach (var file in PageFile.All)
        {
            app.MapMethods(file.Path, [HttpMethods.Get, HttpMethods.Head], file.ServeAsync).ExcludeFromDescription();
        }

        app.MapGet("/v1/watch", static (HttpContext context, WatchStream watch) => watch.WriteAsync(context))
            .WithName("Watch")
            .WithSummary("What this process does, a line a second until the caller goes: state, queue, traffic, latencies, memory, recent scores. Answered in every state.")
            .Produces<Snapshot>(StatusCodes.Status200OK, WatchStream.MediaType)
            .Refuses(400, 429)
            .RequireToken(RequiredToken.Service);
    }
}
