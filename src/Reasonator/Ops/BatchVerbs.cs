using System.CommandLine;
using System.Globalization;
using Reasonator.Batches;
using Reasonator.Uploads;

namespace Reasonator.Ops;

/// <summary><c>batch status</c> and <c>batch cancel</c>, beside <c>batch submit</c>.</summary>
internal static class BatchVerbs
{
    public static Command Create() => new("batch", "Scores a file by a running service, as durable batches.")
    {
        BatchSubmitVerb.Create(),
        Verb("status", "Says how far a batch is.", (client, id, stop) => client.FindAsync(id, stop)),
        Verb("cancel", "Drops what has not run of a batch; what has keeps its results.", (client, id, stop) => client.CancelAsync(id, stop)),
    };

    /// <summary>The address of the service.</summary>
    public static Option<string?> Url()
    {
        var url = new Option<string?>("--url") { Description = "The running service, such as http://localhost:8080; its token is RACK_SERVICE_TOKEN in the environment.", Required = true };
        url.Validators.Add(result => ServiceAddress.Check(result, url));
        return url;
    }

    /// <summary>The id of a batch.</summary>
    public static Argument<Guid> Id() => new("id")
    {
        Description = "The batch's id, as batch submit tells it.",
        CustomParser = result =>
        {
            if (!Guid.TryParse(result.Tokens.SingleOrDefault()?.Value, out var id))
            {
                result.AddError("The id is that of a batch, such as 019345ab-0000-7000-8000-000000000000; batch submit tells it.");
            }

            return id;
        },
    };

    private static Command Verb(string name, string description, Func<BatchClient, Guid, CancellationToken, Task<BatchBody?>> call)
    {
        var (id, url) = (Id(), Url());
        var command = new Command(name, description) { id, url };
        command.SetAction((parsed, _) => BatchRun.RunAsync(ServiceAddress.Parse(parsed.GetValue(url)!), async (client, stop) =>
        {
            try
            {
                var batch = await call(client, parsed.GetValue(id), stop) ?? throw new UploadException("there is no such batch, or it has expired");
                Console.WriteLine(Sentence(batch));
                return 0;
            }
            catch (AwayException e)
            {
                throw new UploadException(e.Message);
            }
        }));
        return command;
    }

    private static string Sentence(BatchBody batch) => string.Create(
        CultureInfo.InvariantCulture,
        $"{batch.Status}: {batch.Done:N0} of {batch.Total:N0} items have their score, {batch.Failed:N0} an error{(batch.EtaSeconds is { } eta ? $", about {eta:N0} s to go" : "")}{(batch.ExpiresAt is { } end ? $", kept until {end:yyyy-MM-dd HH:mm} UTC at the latest" : "")}");
}
