using Reasonator.Hosting;
using Reasonator.Security;
using Reasonator.Vault;

namespace Reasonator.Tests.Security;

public sealed class TokenCheckTests
{
    private static readonly Secrets WithOperator = new() { ServiceToken = "service", OperatorToken = "operator" };
    private static readonly Secrets WithoutOperator = new() { ServiceToken = "service", PreviousServiceToken = "old" };

    [Theory]
    [InlineData("Bearer operator", true)]
    [InlineData("Bearer service", false)]
    public void Operator_routes_take_the_operators_token_only(string header, bool accepted) =>
        Assert.Equal(accepted, TokenCheck.Identify(header, RequiredToken.Operator, WithOperator, DeploymentEnvironment.Production) is not null);

    [Theory]
    [InlineData(DeploymentEnvironment.Development, true)]
    [InlineData(DeploymentEnvironment.Staging, false)]
    [InlineData(DeploymentEnvironment.Production, false)]
    public void Without_an_operator_token_operator_routes_are_open_to_the_service_token_in_development_only(
        object environment, bool accepted) =>
        Assert.Equal(accepted, TokenCheck.Identify("Bearer service", RequiredToken.Operator, WithoutOperator, (DeploymentEnvironment)environment) is not null);

    [Theory]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5000)]
    public void A_token_of_any_length_and_script_is_compared(int length)
    {
        var secrets = new Secrets { ServiceToken = new string('€', length) };

        Assert.NotNull(Identify(secrets.ServiceToken));
        Assert.Null(Identify(secrets.ServiceToken[1..]));

        Caller? Identify(string token) => TokenCheck.Identify($"Bearer {token}", RequiredToken.Service, secrets, DeploymentEnvironment.Production);
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("")]
    [InlineData(null)]
    public void An_empty_token_matches_nothing_even_where_a_secret_is_absent(string? header)
    {
        var empty = new Secrets { ServiceToken = "service", PreviousServiceToken = "", OperatorToken = null };

        Assert.Null(TokenCheck.Identify(header, RequiredToken.Service, empty, DeploymentEnvironment.Development));
    }
}
