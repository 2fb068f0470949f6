using Reasonator.Batches;

namespace Reasonator.Uploads;

/// <summary>Submits the parts of an input one after the other, and writes their results as they come.</summary>
internal sealed class Upload(BatchClient client, Retries retries, UploadProgress progress, ResultFile results, UploadPlan plan, TimeProvider time)
{
    // A service that stops ends its streams: the next finds it gone, or an instance that goes on.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private int _have;

    /// <summary>The batch in the service that is being followed; null between them.</summary>
    public Guid? Batch { get; private set; }

    /// <param name="parts">Of the input, from its first.</param>
    /// <param name="stop">Ends this, and no batch.</param>
    /// <exception cref="UploadException">It cannot go on.</exception>
    public async Task RunAsync(IEnumerable<Part> parts, CancellationToken stop)
    {
        foreach (var part in parts)
        {
            _have = results.Recall(part);
            progress.Recall(_have);
            if (_have < part.Ids.Count)
            {
                await FinishAsync(part, stop);
            }
        }

        results.CheckEnd();
    }

    private async Task FinishAsync(Part part, CancellationToken stop)
    {
        progress.Begin();
        if (results.Batch(part) is { } known)
        {
            Batch = known;
            try
            {
                await FollowAsync(part, known, stop);
            }
            catch (BatchEndException e)
            {
                progress.Say($"{e.Message}: part {part.Number} is submitted again");
            }
        }

        if (_have < part.Ids.Count)
        {
            await FollowAsync(part, await SubmitAsync(part, stop), stop);
        }

        Batch = null;
    }

    private async Task<Guid> SubmitAsync(Part part, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var batch = await retries.RunAsync(end => client.SubmitAsync(part.Body, plan.Key(part.Number, attempt), end), stop);
            if (batch.Status is not BatchStatus.Cancelled)
            {
                results.Note(part, batch.Id);
                progress.Say($"part {part.Number} of {plan.Parts}: batch {batch.Id}, {part.Ids.Count:N0} items");
                Batch = batch.Id;
                return batch.Id;
            }
        }
    }

    private async Task FollowAsync(Part part, Guid batch, CancellationToken stop)
    {
        while (_have < part.Ids.Count)
        {
            var before = _have;
            await retries.RunAsync(end => StreamAsync(part, batch, end), stop);
            if (_have == part.Ids.Count)
            {
                return;
            }

            switch (await retries.RunAsync(end => client.FindAsync(batch, end), stop))
            {
                case null:
                    throw new BatchEndException($"batch {batch} has expired");
                case { Status: BatchStatus.Cancelled } when _have == before:
                    throw new BatchEndException($"batch {batch} was cancelled");
            }

            if (_have == before)
            {
                await Task.Delay(Pause, time, stop);
            }
        }
    }

    /// <summary>Reads what there is of results; whether any came before the connection was lost is in <see cref="_have"/>.</summary>
    private async Task<bool> StreamAsync(Part part, Guid batch, CancellationToken stop)
    {
        var before = _have;
        using var lines = await client.ResultsAsync(batch, _have > 0 ? part.Ids[_have - 1] : null, stop);
        if (lines is null)
        {
            return false;
        }

        var at = lines.IsWhole ? 0 : _have;
        try
        {
            await foreach (var line in lines.ReadAsync(stop))
            {
                Take(part, at++, line);
            }
        }
        catch (AwayException) when (_have > before)
        {
            // It was well until now: the next try has all the patience again.
        }

        return true;
    }

    private void Take(Part part, int at, byte[] line)
    {
        if (at >= part.Ids.Count || ResultLine.Read(line) is not { } result || result.Id != part.Ids[at])
        {
            throw new UploadException("the service sent a result of something else: nothing of it was written");
        }

        if (at == _have)
        {
            results.Append(line, result);
            progress.Add();
            _have++;
        }
    }
}
