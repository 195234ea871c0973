"""GOV.UK Notify: broadcasts by e-mail and SMS."""
