using Reasonator.Admission;
using Reasonator.Batches;
using Reasonator.Pipeline;

namespace Reasonator.Tests.Batches;

/// <summary>What a batch says of its end: what a run costs and what is before it, and then its own speed.</summary>
public sealed class BatchEtaTests
{
    // Before any run was seen, one costs a millisecond and three more for 32 tokens: 3.6 s in all.
    private static readonly BatchRow Waiting = new()
    {
        Id = Guid.Empty,
        Kind = "score",
        Status = BatchStatus.Queued,
        Total = 900,
        Done = 0,
        Failed = 0,
        Tokens = 28_800,
        TokensDone = 0,
        CreatedAt = DateTime.UnixEpoch,
        ItemsAhead = 0,
        TokensAhead = 0,
        BodySha256 = [],
        Models = 0,
    };

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    public void Before_it_runs_it_takes_what_its_runs_cost_all_workers(int workers, int seconds) =>
        Assert.Equal(seconds, Eta(Waiting, workers));

    [Fact]
    public void What_is_ahead_of_it_is_waited_for() =>
        Assert.Equal(8, Eta(Waiting with { ItemsAhead = 1000, TokensAhead = 32_000 }));

    [Fact]
    public void Once_it_runs_its_own_speed_tells_how_long_the_rest_takes() =>
        Assert.Equal(30, Eta(Waiting with { Status = BatchStatus.Running, SecondsRunning = 10, Tokens = 400, TokensDone = 100 }));

    [Theory]
    [InlineData(BatchStatus.Done)]
    [InlineData(BatchStatus.Failed)]
    [InlineData(BatchStatus.Cancelled)]
    public void One_that_has_ended_has_none(string status) =>
        Assert.Null(Eta(Waiting with { Status = status, SecondsRunning = 10, TokensDone = 100 }));

    private static int? Eta(BatchRow row, int workers = 1) => BatchEta.Of(row, new CostModel(), new PipelineOptions { Workers = workers });
}
