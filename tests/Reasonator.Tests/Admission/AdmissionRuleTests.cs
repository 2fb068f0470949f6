using Reasonator.Admission;

namespace Reasonator.Tests.Admission;

public sealed class AdmissionRuleTests
{
    private readonly CostModel _costs = new();
    private readonly WorkVolume _one = WorkVolume.Of(32);

    public AdmissionRuleTests()
    {
        // Every run takes a tenth of a second.
        for (var i = 0; i < 5000; i++)
        {
            _costs.Observe(16 + (i % 48), TimeSpan.FromSeconds(0.1));
        }
    }

    [Fact]
    public void Admits_what_finishes_within_its_deadline_with_some_caution()
    {
        // 0.9 s of work ahead, taken for half as much again, and 0.1 s of its own.
        Assert.Null(Refuse(ahead: 18, workers: 2, deadline: 1.5));
        Assert.NotNull(Refuse(ahead: 18, workers: 2, deadline: 1.4));
    }

    [Fact]
    public void Refuses_what_would_finish_after_its_deadline() =>
        Assert.NotNull(Refuse(ahead: 22, workers: 2, deadline: 1.15));

    [Theory]
    // 100 runs over two workers are 5 s; half a second of patience leaves some 4.7 s to wait, four seconds 2.4 s.
    [InlineData(0.5, 5)]
    [InlineData(4, 3)]
    public void Says_when_the_work_ahead_has_drained_enough(double deadline, int seconds) =>
        Assert.Equal(seconds, Refuse(ahead: 100, workers: 2, deadline));

    [Fact]
    public void Nobody_is_told_to_wait_for_longer_than_the_work_ahead_takes() =>
        // Half a second of it; the request's own 5 s are late whenever they begin.
        Assert.Equal(1, AdmissionRule.Refuse(_costs, Times(10), Times(100), _one, 2, TimeSpan.FromSeconds(1)));

    [Theory]
    [InlineData(98, 38, 2)]
    [InlineData(98, 200, 5)]
    [InlineData(0, 40, 1)]
    public void Room_comes_as_the_work_ahead_drains(int ahead, int own, int seconds) =>
        Assert.Equal(seconds, AdmissionRule.RoomAfter(_costs, Times(ahead), Times(own), 2));

    [Fact]
    public void One_text_ahead_is_in_the_way_until_it_has_run() =>
        // Before anything was measured 32 tokens are taken for 3 ms: these are some 3 s.
        Assert.Equal(4, AdmissionRule.RoomAfter(new CostModel(), new WorkVolume(1, 32_000, 0), Times(1), 1));

    [Fact]
    public void A_request_that_would_be_late_even_alone_is_told_to_wait_for_an_idle_service() =>
        Assert.Equal(1, AdmissionRule.Refuse(_costs, default, Times(32), _one, 2, TimeSpan.FromSeconds(1)));

    [Fact]
    public void One_text_is_not_divided_among_workers() =>
        Assert.NotNull(Refuse(ahead: 0, workers: 8, deadline: 0.05));

    [Fact]
    public void The_wait_it_names_is_at_least_one_second_and_at_most_thirty()
    {
        Assert.Equal(1, Refuse(ahead: 3, workers: 2, deadline: 0.2));
        Assert.Equal(30, Refuse(ahead: 5000, workers: 2, deadline: 0.2));
    }

    private int? Refuse(int ahead, int workers, double deadline) =>
        AdmissionRule.Refuse(_costs, Times(ahead), _one, _one, workers, TimeSpan.FromSeconds(deadline));

    private WorkVolume Times(int n) => new(n, n * _one.Tokens, n * _one.TokensSquared);
}
