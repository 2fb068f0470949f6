using Reasonator.Batches;
using Reasonator.Uploads;

namespace Reasonator.Flips;

/// <summary>Fetches what a rescoring has made so far, and writes both reports: whole or not at all.</summary>
internal sealed class Rescoring(BatchClient client, Retries retries, string folder)
{
    private readonly string _page = Path.Combine(folder, "report.md");
    private readonly string _table = Path.Combine(folder, "report.csv");

    /// <returns>The batch as it was when it was asked.</returns>
    /// <exception cref="UploadException">There is no such rescoring, or it cannot be fetched.</exception>
    public async Task<BatchBody> ReportAsync(Guid id, CancellationToken stop)
    {
        var batch = await retries.RunAsync(end => client.FindAsync(id, end), stop) ?? throw new UploadException("there is no such batch, or it has expired");
        if (batch.Kind != "rescore")
        {
            throw new UploadException("the batch is no rescoring: it has no earlier scores to compare with");
        }

        Directory.CreateDirectory(folder);
        try
        {
            var count = await retries.RunAsync(end => FetchAsync(batch, end), stop);
            await File.WriteAllTextAsync(Draft(_page), FlipReport.Write(batch, count), stop);
            File.Move(Draft(_table), _table, overwrite: true);
            File.Move(Draft(_page), _page, overwrite: true);
            return batch;
        }
        finally
        {
            File.Delete(Draft(_table));
            File.Delete(Draft(_page));
        }
    }

    // From the first line at every try: counting them again is simpler than taking back what a torn stream had counted.
    private async Task<FlipCount> FetchAsync(BatchBody batch, CancellationToken stop)
    {
        using var lines = await client.ResultsAsync(batch.Id, null, stop) ?? throw new UploadException("the batch has expired");
        await using var table = new StreamWriter(Draft(_table));
        FlipTable.Begin(table);
        var (count, made) = (new FlipCount(), batch.Done + batch.Failed);
        if (made == 0)
        {
            return count;
        }

        await foreach (var line in lines.ReadAsync(stop))
        {
            var item = RescoredItem.Read(line) ?? throw new UploadException("a line of the results has no earlier score: the batch is no rescoring");
            count.Add(item);
            FlipTable.Write(table, item);
            // What is still running would be waited for.
            if (count.Items == made)
            {
                break;
            }
        }

        return count.Items == made || batch.FinishedAt is null ? count : throw new AwayException("the results ended too early");
    }

    private static string Draft(string path) => $"{path}.new";
}
